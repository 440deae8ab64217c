"""Records as text, tables, JSON, chats."""
