/// The rules that hold the house together: which module may know which, and what no module may use.
/// Start with [ArchitectureTest].
@NullMarked
package io.jergon.architecture;

import org.jspecify.annotations.NullMarked;
