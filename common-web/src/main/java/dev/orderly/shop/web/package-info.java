/** What the shop's services agree on over HTTP: problem details for every error, strict JSON, a limit for bodies, one log line per step. */
@NullMarked
package dev.orderly.shop.web;

import org.jspecify.annotations.NullMarked;
