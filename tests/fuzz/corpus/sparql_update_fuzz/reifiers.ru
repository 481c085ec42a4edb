INSERT { << ?s :p ?o ~ ?r >> :seen true . _:n :says <<( _:n :p ?o )>> } WHERE { ?s :p ?o ~ ?r {| :q 1 |} } ;
INSERT DATA { :s :p :o ~ :r1 {| :q 1 |} {| :t <<( :a :b :c )>> |} }