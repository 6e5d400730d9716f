"""The dialogs that open over the workbench."""
