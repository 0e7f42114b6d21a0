/// Templates: messages that are written beforehand, our own and those that services keep. A message is made of one version of
/// one template when it is accepted, and stays what it was then.
@NullMarked
package dev.switchboard.core.template;

import org.jspecify.annotations.NullMarked;
