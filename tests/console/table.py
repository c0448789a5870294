"""Who may open what: written by hand, so that a change of roles is a change seen here."""

ALL = "operator verifier broadcaster approver auditor administrator"
PUBLIC = {("GET", "/masuk"), ("POST", "/masuk")}
TABLE = {
    ("GET", ""): ALL,
    ("POST", "/keluar"): ALL,
    ("GET", "/sandi"): ALL,
    ("POST", "/sandi"): ALL,
    ("GET", "/akun"): "administrator",
    ("POST", "/akun/{id:int}/beri"): "administrator",
    ("POST", "/akun/{id:int}/cabut"): "administrator",
    ("POST", "/akun/{id:int}/tutup"): "administrator",
    ("POST", "/akun/{id:int}/buka"): "administrator",
    ("GET", "/audit"): "auditor",
    ("POST", "/audit/periksa"): "auditor",
}
