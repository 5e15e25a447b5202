"""An app on slack_bolt (PyPI) that does what loop does: hears, acknowledges, answers, edits, is pressed."""

import sys

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

api_url, bot_token, app_token = sys.argv[1:4]
client = WebClient(token=bot_token, base_url=api_url + "/")
app = App(client=client)


@app.event("app_mention")
def mentioned(event, say, client):
    said = say(text=f"pong: {event['user']}", thread_ts=event["ts"])
    client.chat_update(
        channel=said["channel"],
        ts=said["ts"],
        text="pong, changed",
        blocks=[
            {"type": "section", "text": {"type": "mrkdwn", "text": "pong, changed"}},
            {"type": "actions", "elements": [{
                "type": "button", "action_id": "stop", "value": "stop:1",
                "text": {"type": "plain_text", "text": "Stop"},
            }]},
        ],
    )
    client.reactions_add(channel=event["channel"], timestamp=event["ts"], name="eyes")
    client.files_upload_v2(channel=event["channel"], filename="a.txt", content="hello")


@app.event("message")
def said(event):
    pass


@app.command("/loop")
def command(ack, respond, command):
    ack()
    respond(f"done: {command['text']}")


@app.action("stop")
def pressed(ack, respond):
    ack()
    respond("stopped")


SocketModeHandler(app, app_token, web_client=WebClient(token=bot_token, base_url=api_url + "/")).start()
