// An app on @slack/bolt (npm) that does what loop does: hears, acknowledges, answers, edits, is pressed.
const { App } = require('@slack/bolt');

const [apiUrl, token, appToken] = process.argv.slice(2);
const app = new App({ token, appToken, socketMode: true, clientOptions: { slackApiUrl: `${apiUrl}/` } });

app.event('app_mention', async ({ event, say, client }) => {
  const said = await say({ text: `pong: ${event.user}`, thread_ts: event.ts });
  await client.chat.update({
    channel: said.channel,
    ts: said.ts,
    text: 'pong, changed',
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: 'pong, changed' } },
      { type: 'actions', elements: [{
        type: 'button', action_id: 'stop', value: 'stop:1', text: { type: 'plain_text', text: 'Stop' },
      }] },
    ],
  });
  await client.reactions.add({ channel: event.channel, timestamp: event.ts, name: 'eyes' });
  await client.files.uploadV2({ channel_id: event.channel, filename: 'a.txt', content: 'hello' });
});
app.event('message', async () => {});
app.command('/loop', async ({ ack, respond, command }) => {
  await ack();
  await respond(`done: ${command.text}`);
});
app.action('stop', async ({ ack, respond }) => {
  await ack();
  await respond('stopped');
});

app.start();
