"""The page at `/`, on which a person tries the service; its only doors are those that clients use."""
