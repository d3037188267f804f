// SchemaShell
