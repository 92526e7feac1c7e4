// nothing
/* to
 do */
