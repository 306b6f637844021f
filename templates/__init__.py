"""The wording svc ships: installed as the package `svc_templates`, read as plain files."""
