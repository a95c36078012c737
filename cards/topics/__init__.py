"""One card topic a module; `cards.catalogue` lists them."""
