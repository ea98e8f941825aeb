/// The EPMD protocol, its client and its server.
@NullMarked
package io.jergon.epmd;

import org.jspecify.annotations.NullMarked;
