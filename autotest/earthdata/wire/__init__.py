"""What goes over the wire, whichever server sends it: requests and answers, error texts, signatures, certificates."""
