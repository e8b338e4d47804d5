"""What one emulator knows while it runs: settings and clocks, stored objects, the secrets it has handed out, every request."""
