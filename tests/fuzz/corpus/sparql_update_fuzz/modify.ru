WITH :g DELETE { ?s ?p ?o } INSERT { ?s ?p [ :was ?o ] GRAPH ?g { ?o :of ?s } }
USING :h USING NAMED :g
WHERE { ?s ?p ?o OPTIONAL { GRAPH ?g { ?o ?q ?z } } FILTER(!isLITERAL(?o)) } ;
DELETE WHERE { ?s :p ?o GRAPH ?g { ?s :p ?o } }
