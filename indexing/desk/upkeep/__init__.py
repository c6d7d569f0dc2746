"""Keeping it going: ``feeding`` feeds · ``discovering`` them · ``listing`` what became of an
import · ``keys`` tokens · ``overseeing`` how things stand · ``measures`` the same for machines ·
``vitals`` and ``checkup`` the doctor · ``licences`` of all that is needed.
"""
