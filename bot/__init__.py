"""The edge: processes, webhooks and platforms. The only floor that is asynchronous."""
