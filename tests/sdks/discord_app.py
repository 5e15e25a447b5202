"""An app on discord.py (PyPI) that does what loop does: hears, answers, edits, opens threads, is pressed."""

import io
import sys

import discord
import yarl
from discord import app_commands

api_url, token, app_id = sys.argv[1:4]
discord.http.Route.BASE = api_url
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(api_url.replace("http://", "ws://").split("/api")[0] + "/gateway")

intents = discord.Intents.default()
intents.message_content = True
client = discord.Client(intents=intents, application_id=int(app_id))
tree = app_commands.CommandTree(client)
loop = app_commands.Group(name="loop", description="Talk to the agent")


class Stop(discord.ui.View):
    @discord.ui.button(label="Stop", style=discord.ButtonStyle.danger, custom_id="stop:1")
    async def stop(self, interaction, button):
        await interaction.response.defer()
        await interaction.followup.send("stopped", ephemeral=True)


@loop.command(name="status", description="Show how loop is")
async def status(interaction):
    await interaction.response.defer(ephemeral=True)
    await interaction.followup.send("done: status", ephemeral=True)
    await interaction.followup.send("and more", ephemeral=True)


@client.event
async def setup_hook():
    client.add_view(Stop(timeout=None))
    tree.add_command(loop)
    await tree.sync()


@client.event
async def on_message(message):
    if message.author == client.user or client.user not in message.mentions:
        return
    async with message.channel.typing():
        said = await message.reply("pong", mention_author=False, nonce=str(message.id))
    await said.edit(content="pong, changed", view=Stop(timeout=None))
    await message.add_reaction("👀")
    if "thread" in message.content:
        thread = await message.create_thread(name="a thread", auto_archive_duration=10080)
        await thread.send("in the thread")
        await thread.edit(name="another name")
        await message.channel.send(file=discord.File(io.BytesIO(b"hello"), filename="a.txt"))
        seen = [one.content async for one in message.channel.history(limit=100, after=discord.Object(1))]
        await message.channel.send(f"read {len(seen)}")


client.run(token)
