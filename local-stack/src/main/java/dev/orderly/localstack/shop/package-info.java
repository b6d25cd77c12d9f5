/** The shop's services as processes of this machine, and a client that calls them over HTTP. */
@NullMarked
package dev.orderly.localstack.shop;

import org.jspecify.annotations.NullMarked;
