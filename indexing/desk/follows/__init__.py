"""Following a reference: ``comparing`` the store with a follow · ``following`` · ``covering`` what
is related · ``meaning``, ``wishes``, ``tuning`` what a person corrects of it · ``attending`` what
its coverage is about · ``briefing`` a press review.
"""
