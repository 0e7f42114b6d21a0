/// The JobRunr server and the processors that drain what is due.
@NullMarked
package dev.switchboard.worker;

import org.jspecify.annotations.NullMarked;
