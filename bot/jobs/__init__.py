"""Work that goes on beside the conversations: sending, delivering, upkeep."""
