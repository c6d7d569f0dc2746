"""Reading and searching: ``queries`` as they are typed · ``naming`` who and what · ``searching`` ·
``suggesting`` what may be meant · ``exporting`` · ``syndicating`` as feeds · ``saving`` searches ·
``reading`` one article · ``explaining`` why, or why not.
"""
