/// Java values to terms and back, by type: records, sealed interfaces, enums, collections and
/// scalars.
///
/// Start with [TermMapper][io.jergon.etf.mapping.TermMapper], whose table says what becomes what. A
/// `Shape` maps one type; `Shapes` chooses it.
@NullMarked
package io.jergon.etf.mapping;

import org.jspecify.annotations.NullMarked;
