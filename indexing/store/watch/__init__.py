"""What people watch: ``follows`` and relations · ``stories`` · ``alerts`` · ``hits`` ·
``channels`` · ``outbox`` deliveries and their attempts."""
