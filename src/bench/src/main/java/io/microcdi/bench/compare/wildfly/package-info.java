/** WildFly with an application, for the contenders that need a server. */
package io.microcdi.bench.compare.wildfly;
