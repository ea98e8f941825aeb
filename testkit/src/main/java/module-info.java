/// What tests of Jergon programs need.
@org.jspecify.annotations.NullMarked
module io.jergon.testkit {
  requires transitive io.jergon.node;
  requires static transitive org.junit.jupiter.api;
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports io.jergon.testkit;
}
