"""Deliveries that are broken, enormous or malicious, and what becomes of them."""
