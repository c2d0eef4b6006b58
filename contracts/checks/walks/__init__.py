"""Jobs walked through their lifecycles, as planned and at random."""
