"""The local platform: inbox, queue, v1 API. The one room with asyncio."""
