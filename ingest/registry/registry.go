// Package registry reads the files in which social registries and programme
// lists come: P3KE, DTKS, DTSEN and tables of any other make, as CSV or XLSX.
//
// A file is opened once ([Open]), its header is found by the spellings in one
// table ([Columns]), and its rows come in batches that many goroutines can
// read at once. What a cell means is decided here ([Reader]); where a village
// lies and what may be kept is not.
package registry
