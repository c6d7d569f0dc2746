"""What people watch: ``follows`` and relations · ``stories`` · ``alerts`` · ``hits`` ·
``rearrangements`` of stories by hand · ``corrections`` of what fired · ``mutes`` · ``channels`` ·
``outbox`` deliveries and their attempts."""
