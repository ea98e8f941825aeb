package io.jergon.node.process;

import io.jergon.etf.Term;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What few processes have: a dictionary, and flags that are not as at the start. Made when the
/// first of them is put in.
///
/// Written by the process's own thread, read by any.
record Belongings(Map<Object, Object> dictionary, Map<String, Term> flags) {

  Belongings() {
    this(new ConcurrentHashMap<>(4), new ConcurrentHashMap<>(4));
  }
}
