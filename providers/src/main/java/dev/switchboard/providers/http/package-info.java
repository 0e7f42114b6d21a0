/// One HTTP call to a service, and how certain it is that it arrived. For every provider whose service speaks HTTP.
@NullMarked
package dev.switchboard.providers.http;

import org.jspecify.annotations.NullMarked;
