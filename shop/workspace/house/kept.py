"""What a phone keeps for when there is no line. Each room names here what is its own."""

# Fetched ahead, as soon as a leader is here: names of addresses without arguments.
AHEAD = [
    "workspace:home",
    "workspace:photos",
    "workspace:pieces",
    "workspace:write-piece",
    "workspace:sold",
    "workspace:pack",
]
# Kept when they were seen: beginnings of addresses. Nothing about money: without a line nobody asks for the PIN.
SEEN = ["/workspace/pieces/", "/workspace/pack/"]
# Without a line, an address with this beginning that was not kept is answered by this page.
INSTEAD: dict[str, str] = {
    "/workspace/pieces/live/": "/workspace/pieces/",
    "/workspace/pieces/": "/workspace/pieces/write/",
}
# Scripts that the service worker runs, too: each listens to what concerns it ("sync", "message").
IN_THE_WORKER: list[str] = ["workspace/js/sync.js", "workspace/js/drafts-sync.js", "workspace/js/sales-sync.js"]
