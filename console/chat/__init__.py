"""The web chat: the pages and addresses under /chat. `Room` holds what they share; `router(room)` gives the routes."""

from fastapi import APIRouter

from console.chat import events, files, offline, pages, pushing, sending, uploading
from console.chat.room import Room
from console.frame.door import late_routes

__all__ = ["Room", "router"]


def router(room: Room) -> APIRouter:
    """All routes of the web chat, for the application."""
    routes = late_routes()
    for part in (pages, offline, pushing, sending, uploading, events, files):
        part.add(routes, room)
    return routes
