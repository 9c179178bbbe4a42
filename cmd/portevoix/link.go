package main

import (
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// defaultAddr is where serve listens unless told otherwise.
const defaultAddr = "127.0.0.1:8080"

// publicURL reads --public-url: where browsers find the server, without a
// slash at the end. Left out, it is the address that is listened on. Cookies
// are kept over TLS only, so anything but this machine must be https.
// Errors: usage.
func publicURL(given, addr string) (string, error) {
	if given == "" {
		return defaultURL(addr), nil
	}
	u, err := url.Parse(given)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") ||
		u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return "", usage("cli.public_url", "value", given)
	}
	if u.Scheme == "http" && !isLoopback(u.Hostname()) {
		return "", usage("cli.public_url_tls", "value", given)
	}
	return u.Scheme + "://" + u.Host, nil
}

func defaultURL(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		host, port = addr, ""
	}
	if ip, err := netip.ParseAddr(host); host == "" || (err == nil && ip.IsUnspecified()) {
		host = "localhost"
	}
	scheme := "https"
	if isLoopback(host) {
		scheme = "http"
	}
	if port == "" {
		return scheme + "://" + host
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

// isLoopback reports whether a host is this machine itself.
func isLoopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// addressIsLoopback reports whether only this machine reaches a listened
// HOST:PORT.
func addressIsLoopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	return err == nil && isLoopback(host)
}

// urlIsLoopback reports whether an address of publicURL is this machine.
func urlIsLoopback(base string) bool {
	u, err := url.Parse(base)
	return err == nil && isLoopback(u.Hostname())
}

// linkURL is the address of a one-time link.
func linkURL(base, token string) string { return base + "/links/" + token }
