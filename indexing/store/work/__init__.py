"""The work queue: ``queue`` jobs and their leases · ``owners`` who holds a lease, and lives ·
``leases`` named locks · ``ledger`` what happened · ``quarantine`` what was set aside ·
``cycles`` one row a run."""
