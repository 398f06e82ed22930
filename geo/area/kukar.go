package area

// KukarAliases are the names under which villages of Kutai Kartanegara stood in
// the Kemendagri code lists of 2016 to 2023 and no longer stand in that of 2025:
// registries still carry them. And the names of the regency and its districts,
// for a file of villages that does not tell them.
//
// Source: Permendagri 56/2015 to Kepmendagri 300.2.2-2430/2025, as collected by
// cahyadsn/wilayah (MIT).
var KukarAliases = []Alias{
	{Kemendagri, "64.02", "Kutai Kartanegara"},
	{Kemendagri, "64.02.01", "Muara Muntai"},
	{Kemendagri, "64.02.02", "Loa Kulu"},
	{Kemendagri, "64.02.03", "Loa Janan"},
	{Kemendagri, "64.02.04", "Anggana"},
	{Kemendagri, "64.02.05", "Muara Badak"},
	{Kemendagri, "64.02.06", "Tenggarong"},
	{Kemendagri, "64.02.07", "Sebulu"},
	{Kemendagri, "64.02.08", "Kota Bangun"},
	{Kemendagri, "64.02.09", "Kenohan"},
	{Kemendagri, "64.02.10", "Kembang Janggut"},
	{Kemendagri, "64.02.11", "Muara Kaman"},
	{Kemendagri, "64.02.12", "Tabang"},
	{Kemendagri, "64.02.13", "Samboja"},
	{Kemendagri, "64.02.14", "Muara Jawa"},
	{Kemendagri, "64.02.15", "Sanga Sanga"},
	{Kemendagri, "64.02.16", "Tenggarong Seberang"},
	{Kemendagri, "64.02.17", "Marang Kayu"},
	{Kemendagri, "64.02.18", "Muara Wis"},
	{Kemendagri, "64.02.19", "Kota Bangun Darat"},
	{Kemendagri, "64.02.20", "Samboja Barat"},
	{Kemendagri, "64.02.02.2001", "Jonggon"},
	{Kemendagri, "64.02.02.2008", "Marga Rahayu"},
	{Kemendagri, "64.02.02.2009", "Karya Utama"},
	{Kemendagri, "64.02.05.2001", "Seliki"},
	{Kemendagri, "64.02.05.2002", "Salo Palai"},
	{Kemendagri, "64.02.05.2012", "Salo Cella"},
	{Kemendagri, "64.02.06.2012", "Rampak Lambur"},
	{Kemendagri, "64.02.07.2008", "Manunggal Jaya"},
	{Kemendagri, "64.02.10.2002", "Loa Sakuh"},
	{Kemendagri, "64.02.11.2016", "Lebahu Uloq"},
	{Kemendagri, "64.02.12.2017", "Muara Tubod"},
	{Kemendagri, "64.02.12.2017", "Muara Tuboq"},
	{Kemendagri, "64.02.16.2008", "Buana Jaya"},
	{Kemendagri, "64.02.17.2008", "Perangkat Selatan"},
	{Kemendagri, "64.02.17.2009", "Perangkat Baru"},
	{Kemendagri, "64.02.18.2005", "Lebaq Mantan"},
	{Kemendagri, "64.02.18.2006", "Lebaq Cilang"},
	{Kemendagri, "64.02.20", "Semboja Barat"},
	{Kemendagri, "64.02.20.1005", "Ambarawang Darat"},
	{Kemendagri, "64.02.20.1007", "Salok Api Barat"},
	{Kemendagri, "64.02.20.1009", "Ambarawang Laut"},
}

// KukarLinks are the villages of Kutai Kartanegara that changed code when the
// districts 64.02.19 and 64.02.20 were made in 2021–22. The order within the
// new districts was shuffled, so that a change of prefix would be wrong.
var KukarLinks = []Link{
	{Kemendagri, "2020", "64.02.08.2001", Kemendagri, "2022", "64.02.19.2001"},
	{Kemendagri, "2020", "64.02.08.2002", Kemendagri, "2022", "64.02.19.2003"},
	{Kemendagri, "2020", "64.02.08.2003", Kemendagri, "2022", "64.02.19.2002"},
	{Kemendagri, "2020", "64.02.08.2010", Kemendagri, "2022", "64.02.19.2004"},
	{Kemendagri, "2020", "64.02.08.2011", Kemendagri, "2022", "64.02.19.2005"},
	{Kemendagri, "2020", "64.02.08.2012", Kemendagri, "2022", "64.02.19.2006"},
	{Kemendagri, "2020", "64.02.08.2013", Kemendagri, "2022", "64.02.19.2007"},
	{Kemendagri, "2020", "64.02.08.2014", Kemendagri, "2022", "64.02.19.2008"},
	{Kemendagri, "2020", "64.02.08.2015", Kemendagri, "2022", "64.02.19.2009"},
	{Kemendagri, "2020", "64.02.08.2016", Kemendagri, "2022", "64.02.19.2010"},
	{Kemendagri, "2020", "64.02.13.1001", Kemendagri, "2022", "64.02.20.1007"},
	{Kemendagri, "2020", "64.02.13.1002", Kemendagri, "2022", "64.02.20.1008"},
	{Kemendagri, "2020", "64.02.13.1003", Kemendagri, "2022", "64.02.20.1009"},
	{Kemendagri, "2020", "64.02.13.1004", Kemendagri, "2022", "64.02.20.1005"},
	{Kemendagri, "2020", "64.02.13.1005", Kemendagri, "2022", "64.02.20.1010"},
	{Kemendagri, "2020", "64.02.13.1006", Kemendagri, "2022", "64.02.20.1002"},
	{Kemendagri, "2020", "64.02.13.1015", Kemendagri, "2022", "64.02.20.1001"},
	{Kemendagri, "2020", "64.02.13.1017", Kemendagri, "2022", "64.02.20.1006"},
	{Kemendagri, "2020", "64.02.13.1020", Kemendagri, "2022", "64.02.20.1003"},
	{Kemendagri, "2020", "64.02.13.2018", Kemendagri, "2022", "64.02.20.2004"},
}
