"""What a test prescribes for requests: which of them go wrong, in what way, and which must come."""
