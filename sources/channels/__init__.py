"""How files get here: one module per way of delivery, all behind one small interface.

Belongs here: listing and fetching an institution's files. Does not belong here: keeping them (`sources.archive`),
opening them (`sources.readers`). A new way of delivery is one module with a `Channel`, and one line in `CHANNELS`.
"""

from sources.channels.channel import ByteSink, Channel, ChannelFile, ChannelSpec, ChannelUnreachable, FileChanged
from sources.channels.registry import CHANNELS, open_channel

__all__ = [
    "CHANNELS",
    "ByteSink",
    "Channel",
    "ChannelFile",
    "ChannelSpec",
    "ChannelUnreachable",
    "FileChanged",
    "open_channel",
]
