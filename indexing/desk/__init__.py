"""What a person can ask: one function for each thing, returning plain values.

The command line, the pages and the API call these and hold no logic of their own, so they can never
disagree. ``room`` what every function works with · ``wording`` and ``encoding`` how values read ·
``queries`` · ``comparing`` the store with a follow · ``following`` · ``covering`` what is related ·
``meaning``, ``wishes``, ``tuning`` what a person corrects of it · ``briefing`` a press review ·
``searching`` · ``suggesting`` what may be meant · ``attending`` what coverage is about · ``saving``
searches · ``exporting`` · ``syndicating`` feeds · ``naming`` · ``explaining`` · ``reading`` ·
``storylines`` · ``rearranging`` stories by hand · ``channelling`` · ``alerting`` · ``rerouting`` ·
``trying``, ``noise`` and ``backtesting`` before it is saved · ``watching`` how each is doing ·
``muting`` · ``spiking`` more than usual · ``sending`` · ``outgoing`` what was sent · ``clicking``
links in mails · ``feeding`` · ``discovering`` feeds · ``listing`` what became of an import ·
``times`` as they are typed · ``keys`` tokens · ``overseeing`` how things stand · ``measures`` the
same for machines · ``vitals`` and ``checkup`` the doctor.
"""
