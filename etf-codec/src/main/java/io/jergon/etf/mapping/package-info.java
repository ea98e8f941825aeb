/// Java values to terms and back, by type: records, sealed interfaces, enums, collections and
/// scalars.
///
/// Start with [TermMapper][io.jergon.etf.mapping.TermMapper], whose table says what becomes what;
/// the annotations ask for other forms. Inside, a `Shape` maps one type, `Shapes` chooses it,
/// `TypeCache` remembers it; a `RecordShape` has its record taken apart and put together by code
/// that `RecordCompiler` makes.
@NullMarked
package io.jergon.etf.mapping;

import org.jspecify.annotations.NullMarked;
