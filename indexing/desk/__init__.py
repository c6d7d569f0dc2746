"""What a person can ask: one function for each thing, returning plain values.

The command line, the pages and the API call these and hold no logic of their own, so they can
never disagree. ``room`` what every function works with · ``queries`` · ``following`` ·
``briefing`` a press review · ``searching`` · ``exporting`` · ``naming`` · ``explaining`` ·
``reading`` · ``channelling`` · ``alerting`` · ``backtesting`` · ``sending`` · ``feeding`` ·
``overseeing``.
"""
