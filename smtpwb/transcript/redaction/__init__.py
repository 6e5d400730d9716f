"""A dialogue in which names are aliases: events in, events out, so that all views and exports agree."""
