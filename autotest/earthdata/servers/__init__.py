"""The emulated servers, what receives the requests for all of them, the control port, and the whole that they make."""
