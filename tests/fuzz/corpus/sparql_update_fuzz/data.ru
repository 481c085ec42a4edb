PREFIX x: <http://example.org/x#>
INSERT DATA { :a x:p 1, "t"@en ; x:q [ x:r ( 1 :b ) ] GRAPH :g { :a x:p 2 } } ;
DELETE DATA { :a :p :b , 1 . GRAPH :h { :b :p :c } }
