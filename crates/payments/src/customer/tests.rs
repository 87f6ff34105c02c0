//! What people type, paste and let their phones fill in, and what is made of it. How a page shows it is not known here.

use super::*;
use proptest::prelude::*;

fn check(name: &str, email: &str, expected: &[Field]) {
    let wrong = Customer::new(Country::Mx, name, email, None, None).err().unwrap_or_default();
    assert_eq!(wrong, expected, "{name:?} {email:?}");
}

#[test]
fn what_people_type_is_understood() {
    let maria = Customer::new(Country::Mx, "  María   Núñez ", " maria@ejemplo.com.mx ", Some("(55) 1389-9832"), None).unwrap();
    assert_eq!((maria.name(), maria.email(), maria.phone()), ("María Núñez", "maria@ejemplo.com.mx", Some("5513899832")));
    let jose = Customer::new(Country::Mx, "José O'Neill", "jose+oxxo@correo.mx", Some("+52 55 1389 9832"), None).unwrap();
    assert_eq!(jose.phone(), Some("5513899832"));
    let ana = Customer::new(Country::Pe, "Ana Li", "a@b.pe", Some("  "), Some("")).unwrap();
    assert_eq!((ana.phone(), ana.document()), (None, None));
}

#[test]
fn absurd_fields_are_named_all_at_once() {
    check("", "maria@ejemplo.com", &[Field::Name]);
    check("12 34", "maria@ejemplo.com", &[Field::Name]);
    check("x", "nada", &[Field::Name, Field::Email]);
    check(&"a".repeat(101), "a@b.mx", &[Field::Name]);
    check("Ana\u{0}Li", "a@b.mx", &[Field::Name]);
    for email in
        ["a@b", "@b.mx", "a@b..mx", "a b@c.mx", "a@-b.mx", "a@b.m", "a@b@c.mx", "a\r\nBcc:x@b.mx", ".a@b.mx", "a@1.2", "", "<>"]
    {
        check("Ana Li", email, &[Field::Email]);
    }
}

#[test]
fn what_is_optional_and_cannot_be_read_is_left_out() {
    for unreadable in ["1", "no tengo", "+1 555 138 9983", "55138998ab", "\u{0}", "5513899832 5512345678"] {
        let ana = Customer::new(Country::Pe, "Ana Li", "a@b.pe", Some(unreadable), Some(unreadable)).unwrap();
        assert_eq!((ana.phone(), ana.document()), (None, None), "{unreadable:?}");
    }
}

#[test]
fn a_name_is_what_people_are_called() {
    let check = |typed: &str, expected: &str| assert_eq!(check_name(typed).as_deref(), Some(expected), "{typed:?}");
    check("María-José O’Neill", "María-José O’Neill");
    check("D'Angelo  Núñez", "D'Angelo Núñez");
    check("\u{200e}Jose\u{301} Mun\u{303}oz\u{a0}", "José Muñoz");
    check(
        "Ma. del Carmen Sánchez de la Barquera y García, Vda. de Ruiz",
        "Ma. del Carmen Sánchez de la Barquera y García, Vda. de Ruiz",
    );
    check("Ana\nLi\t", "Ana Li");
    check("王小明", "王小明");
    check("Li", "Li");
}

#[test]
fn an_address_is_found_in_what_was_pasted_around_it() {
    for typed in [
        "ana.li@correo.com.mx",
        " ana.li@correo.com.mx\r\n",
        "ana.li\u{200b}@correo.com.mx",
        "\u{feff}ana.li@correo\u{ad}.com.mx\u{200d}",
        "\u{202a}ana.li@correo.com.mx\u{202c}",
        "\u{a0}ana.li@correo.com.mx\u{2003}",
        "mailto:ana.li@correo.com.mx",
        "MAILTO: ana.li@correo.com.mx?subject=Ficha",
        "<ana.li@correo.com.mx>",
        "Ana Li <ana.li@correo.com.mx>",
        "\"Li, Ana\" <mailto:ana.li@correo.com.mx>;",
        "“ana.li@correo.com.mx”",
        "'ana.li@correo.com.mx'",
        "ana.li@correo.com.mx.",
        "ana.li@correo.com.mx,",
        "(ana.li@correo.com.mx).",
        "ana.li @correo.com.mx",
        "ana.li@ correo.com.mx",
        "ana.li＠correo.com.mx",
        "ａｎａ.li@correo．com．mx",
        "ana.li%40correo.com.mx",
    ] {
        assert_eq!(check_email(typed).as_deref(), Some("ana.li@correo.com.mx"), "{typed:?}");
    }
    for (typed, expected) in [
        ("o’neill@correo.mx", "o'neill@correo.mx"),
        ("ana+oxxo@correo.mx", "ana+oxxo@correo.mx"),
        ("ana\u{2011}li@correo\u{2010}uno.mx", "ana-li@correo-uno.mx"),
        ("Ana@Correo.MX", "Ana@Correo.MX"),
        ("ana@muñoz.mx", "ana@muñoz.mx"),
    ] {
        assert_eq!(check_email(typed).as_deref(), Some(expected), "{typed:?}");
    }
}

#[test]
fn a_mexican_phone_is_understood_however_it_is_written() {
    for typed in [
        "5513899832",
        "55 1389 9832",
        "(55) 1389-9832",
        "55.1389.9832",
        "55/1389/9832",
        "55-13-89-98-32",
        "55\u{2011}1389\u{2013}9832",
        "55\u{2212}1389\u{2014}9832",
        "55\u{a0}1389\u{202f}9832",
        "55\u{2003}1389\t9832",
        "\u{202a}+52 55 1389 9832\u{202c}",
        "\u{200e}5513899832\u{feff}",
        "5513\u{200b}89\u{ad}9832",
        "55138\u{2060}99832",
        "+525513899832",
        "+52 55 1389 9832",
        "+52 1 55 1389 9832",
        "+5215513899832",
        "52 1 55 1389 9832",
        "525513899832",
        "(+52) 55 1389 9832",
        "(+52) 1 (55) 1389-9832",
        "(52) 55 1389 9832",
        "+52 (55) 1389 9832",
        "+52 (0)55 1389 9832",
        "+52 044 55 1389 9832",
        "+52 01 55 1389 9832",
        "+(52)(1)(55)1389-9832",
        "+52 52 55 1389 9832",
        "+52 0052 55 1389 9832",
        "0052 55 1389 9832",
        "00 52 1 55 1389 9832",
        "+0052 55 1389 9832",
        "011 52 55 1389 9832",
        "011 52 1 55 1389 9832",
        "044 55 1389 9832",
        "045 55 1389 9832",
        "01 55 1389 9832",
        "01(55)13899832",
        "0 55 1389 9832",
        "tel:+525513899832",
        "TEL:5513899832",
        "tel:+52-1-55-1389-9832;ext=3",
        "Cel. 55 1389 9832",
        "WhatsApp: +52 1 55 1389 9832",
        "https://wa.me/5215513899832",
        "https://wa.me/5215513899832?text=Hola%201",
        "https://api.whatsapp.com/send?phone=525513899832&text=1",
        "5513899832.",
        "5513899832,",
        "'5513899832'",
        "５５１３８９９８３２",
        "＋５２ ５５ １３８９ ９８３２",
        "٥٥١٣٨٩٩٨٣٢",
        "۵۵۱۳۸۹۹۸۳۲",
        "📱 55 1389 9832",
        "🇲🇽 +52 55 1389 9832",
    ] {
        assert_eq!(check_phone(Country::Mx, typed).as_deref(), Some("5513899832"), "{typed:?}");
    }
    assert_eq!(check_phone(Country::Mx, "5255138998").as_deref(), Some("5255138998"));
    assert_eq!(check_phone(Country::Mx, "+52 52 5513 8998").as_deref(), Some("5255138998"));
    assert_eq!(check_phone(Country::Mx, "1555138998").as_deref(), Some("1555138998"));
}

#[test]
fn a_peruvian_phone_is_understood_however_it_is_written() {
    for typed in [
        "987654321",
        "987 654 321",
        "987-654-321",
        "(987) 654.321",
        "+51 987-654-321",
        "+51987654321",
        "51987654321",
        "(+51) 987 654 321",
        "+51 (0) 987 654 321",
        "0051 987654321",
        "00 51 987 654 321",
        "011 51 987 654 321",
        "051 987 654 321",
        "+051 987 654 321",
        "0987654321",
        "#987654321",
        "*987654321",
        "tel:+51-987-654-321",
        "Celular 987654321",
        "https://wa.me/51987654321",
        "\u{202a}+51 987 654 321\u{202c}",
        "987\u{a0}654\u{2009}321",
        "987\u{2011}654\u{2013}321",
        "９８７６５４３２１",
        "٩٨٧٦٥٤٣٢١",
    ] {
        assert_eq!(check_phone(Country::Pe, typed).as_deref(), Some("987654321"), "{typed:?}");
    }
}

#[test]
fn what_is_no_phone_of_the_country_is_none() {
    let mexican = [
        "",
        "551389983",
        "55138998321",
        "55138998ab",
        "55a13899832",
        "+1 555 138 9983",
        "001 555 138 9983",
        "15551389983",
        "+5513899832",
        "+51 987654321",
        "987654321",
        "+34 612 345 678",
        "0551389983",
        "044 1389 9832",
        "5513899832 ext 3",
        "5513899832 / 5512345678",
        "+52 1 1 55 1389 9832",
        "no tengo",
    ];
    for typed in mexican {
        assert_eq!(check_phone(Country::Mx, typed), None, "{typed:?}");
    }
    let peruvian = [
        "87654321",
        "187654321",
        "9876543210",
        "+52 987654321",
        "5513899832",
        "+51 1 987654321",
        "+52 55 1389 9832",
        "01 987 6543",
        "044987654321",
    ];
    for typed in peruvian {
        assert_eq!(check_phone(Country::Pe, typed), None, "{typed:?}");
    }
}

#[test]
fn a_dni_is_eight_digits() {
    for (typed, expected) in
        [("45678912", Some("45678912")), (" 45.678.912 ", Some("45678912")), ("4567891", None), ("4567891K", None)]
    {
        assert_eq!(check_document(typed).as_deref(), expected, "{typed}");
    }
}

proptest! {
    #[test]
    fn nothing_typed_makes_it_panic(name in "\\PC{0,120}", email in "\\PC{0,60}", phone in "\\PC{0,30}") {
        for country in Country::ALL {
            let _ = Customer::new(country, &name, &email, Some(&phone), Some(&phone));
        }
    }
}
