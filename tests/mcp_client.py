"""Lists and calls the tools of an MCP server with the official SDK; its arguments are the server's command."""

import asyncio
import sys

from mcp import Client, ClientSession, StdioServerParameters, stdio_client

YEARLY = {"type": "cron", "schedule": "@yearly", "prompt": "Look at the logs."}


async def use(call):
    """The SDK itself refuses data that is not as the tool's output schema says."""
    task = await call("schedule_task", YEARLY)
    number = task.structured_content["id"]
    for name, arguments in [
        ("list_tasks", {}),
        ("show_task", {"task_id": number}),
        ("edit_task", {"task_id": number, "prompt": "Look again."}),
        ("toggle_task", {"task_id": number, "enabled": False}),
        ("list_slots", {"task_id": number}),
        ("preview_schedule", {"type": "interval", "schedule": "30m"}),
        ("list_runs", {}),
        ("list_templates", {}),
        ("add_template", {"name": "heartbeat"}),
        ("create_channel", {"name": "dev"}),
        ("search_channels", {"query": "dev"}),
        ("get_readme", {}),
        ("cancel_task", {"task_id": number}),
    ]:
        result = await call(name, arguments)
        assert not result.is_error, (name, result)
        assert result.structured_content is not None and result.content[0].text, (name, result)
    refused = await call("show_task", {"task_id": number})
    assert refused.is_error and "no task" in refused.content[0].text, refused


async def by_initialize(server):
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        met = await session.initialize()
        tools = (await session.list_tools()).tools
        await use(session.call_tool)
        print(f"initialize: {met.server_info.name} {met.server_info.version}, {met.protocol_version}, {len(tools)} tools")


async def by_discover(server):
    async with Client(stdio_client(server)) as client:
        tools = (await client.list_tools()).tools
        await use(client.call_tool)
        print(f"client: {client.protocol_version}, {len(tools)} tools")


server = StdioServerParameters(command=sys.argv[1], args=sys.argv[2:])
asyncio.run(by_initialize(server))
asyncio.run(by_discover(server))
