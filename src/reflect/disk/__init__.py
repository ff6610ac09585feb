"""Files and folders, handled with care: links, locks, names, folders that people share, and what is only its owner's.

`folders` makes folders that are really on disk, `atomic` writes files in one step, `sharing` lets a group write in what
is made in a shared one, `links` tells what leads elsewhere, `lock` lets one program write at a time, `stamps` tell
whether a file was written to, `filenames` (pure) make names, and `device` names this machine, its user, and the owner's
own folder. `errors` (pure) says what to do where something cannot be written.
"""
