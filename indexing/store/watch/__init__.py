"""What people watch: ``follows`` and relations, ``follow_counts``, ``arrivals`` since a look ·
``searches`` · ``stories`` ·
``alerts`` · ``hits`` · ``rearrangements`` of stories by hand · ``corrections`` of what fired ·
``missed``, which the sweep seeks · ``mutes`` · ``fired``: the alerts of a story · ``sightings``,
which spikes are counted from · ``channels`` · ``outbox`` deliveries and their attempts ·
``withholding`` and ``rerouting`` them · ``telling``: what a channel was told · ``tokens``.
"""
