/**
 * What formulas are made of in SQL (platform/formula/sql.ts). Each is a function so that an argument is computed once however often it
 * is needed, and none of them ever raises: what can not be computed is null. The texts stand for good: a change of one is a new migration.
 */
const statements = `
create function formula_num(x numeric) returns numeric language plpgsql immutable strict parallel safe as $$
begin
  -- NaN and infinities are above every number
  return case when abs(x) < 100000000000000000000 then round(x, 10) end;
end $$;
create function formula_int(x numeric) returns integer language plpgsql immutable strict parallel safe as $$
begin
  return greatest(-1000000000, least(1000000000, trunc(x)))::integer;
end $$;
create function formula_count(x numeric) returns integer language plpgsql immutable strict parallel safe as $$
begin
  return greatest(0, formula_int(x));
end $$;
create function formula_div(a numeric, b numeric) returns numeric language plpgsql immutable strict parallel safe as $$
begin
  if b = 0 then return null; end if;
  -- whole numbers, as / has no fixed number of decimals
  return sign(a) * sign(b) * div(abs(a) * 20000000000 + abs(b), abs(b) * 2) * 0.0000000001;
end $$;
create function formula_divide(a numeric, b numeric, instead numeric) returns numeric language plpgsql immutable strict parallel safe as $$
begin
  return case when b = 0 then instead else formula_div(a, b) end;
end $$;
create function formula_quotient(a numeric, b numeric) returns numeric language plpgsql immutable strict parallel safe as $$
begin
  return case when b <> 0 then div(a, b) end;
end $$;
create function formula_mod(a numeric, b numeric) returns numeric language plpgsql immutable strict parallel safe as $$
declare rest numeric;
begin
  if b = 0 then return null; end if;
  rest := mod(a, b);
  return case when rest <> 0 and sign(rest) <> sign(b) then rest + b else rest end;
end $$;
create function formula_power(base numeric, exponent numeric) returns numeric language plpgsql immutable strict parallel safe as $$
declare size double precision;
begin
  if exponent = 0 then return 1; end if;
  if base = 0 then return case when exponent > 0 then 0 end; end if;
  if base < 0 and exponent <> trunc(exponent) then return null; end if;
  size := exponent::double precision * log(abs(base)::double precision);
  if size > 25 then return null; end if;
  if size < -15 then return 0; end if;
  -- a base with 60 decimals gives a result with as many; fewer would round twice: sqrt(1.0000000001) is 1.00000000004999999999875
  return power(round(base, 60), exponent);
end $$;
create function formula_sqrt(x numeric) returns numeric language plpgsql immutable strict parallel safe as $$
begin
  return case when x >= 0 then sqrt(round(x, 60)) end;
end $$;
create function formula_exp(x numeric) returns numeric language plpgsql immutable strict parallel safe as $$
begin
  if x > 60 then return null; end if;
  return case when x < -60 then 0 else exp(round(x, 60)) end;
end $$;
create function formula_ln(x numeric) returns numeric language plpgsql immutable strict parallel safe as $$
begin
  return case when x > 0 then ln(round(x, 60)) end;
end $$;
create function formula_log10(x numeric) returns numeric language plpgsql immutable strict parallel safe as $$
begin
  return case when x > 0 then log(round(x, 60)) end;
end $$;
create function formula_round(x numeric, digits numeric, mode text) returns numeric language plpgsql immutable strict parallel safe as $$
declare n integer := greatest(-20, least(10, formula_int(digits))); cut numeric;
begin
  if mode = 'half' then return round(x, n); end if;
  cut := trunc(x, n);
  return case when mode = 'down' or cut = x then cut else cut + sign(x) * ('1e' || -n)::numeric end;
end $$;
create function formula_multiple(x numeric, step numeric, mode text) returns numeric language plpgsql immutable strict parallel safe as $$
declare unit numeric := abs(step); q numeric; rest numeric;
begin
  if unit = 0 then return null; end if;
  q := div(x, unit);
  rest := x - q * unit;
  if rest <> 0 and (
    (mode = 'ceil' and x > 0) or (mode = 'floor' and x < 0) or (mode = 'half' and abs(rest) * 2 >= unit)
  ) then q := q + sign(x); end if;
  return q * unit;
end $$;
create function formula_clamp(x numeric, low numeric, high numeric) returns numeric language plpgsql immutable strict parallel safe as $$
begin
  return least(greatest(x, low), high);
end $$;
create function formula_sum(list numeric[]) returns numeric language plpgsql immutable parallel safe as $$
begin
  return (select coalesce(sum(x), 0) from unnest(list) x);
end $$;
create function formula_average(list numeric[]) returns numeric language plpgsql immutable parallel safe as $$
begin
  return (select formula_div(sum(x), count(x)) from unnest(list) x);
end $$;
create function formula_median(list numeric[]) returns numeric language plpgsql immutable parallel safe as $$
declare sorted numeric[]; n integer;
begin
  select array_agg(x order by x) into sorted from unnest(list) x where x is not null;
  n := coalesce(array_length(sorted, 1), 0);
  return case when n > 0 then (sorted[(n + 1) / 2] + sorted[n / 2 + 1]) * 0.5 end;
end $$;
create function formula_product(list numeric[]) returns numeric language plpgsql immutable parallel safe as $$
declare result numeric; x numeric;
begin
  foreach x in array list loop
    if x is null then continue; end if;
    result := round(coalesce(result, 1) * x, 10);
    if abs(result) >= 100000000000000000000 then return null; end if;
  end loop;
  return result;
end $$;

create function formula_text(t text) returns text language plpgsql immutable strict parallel safe as $$
begin
  return case when t <> '' and length(t) <= 32767 then t end;
end $$;
create function formula_upper(t text) returns text language plpgsql immutable strict parallel safe as $$
begin
  return upper(t collate "und-x-icu");
end $$;
create function formula_lower(t text) returns text language plpgsql immutable strict parallel safe as $$
begin
  return lower(t collate "und-x-icu");
end $$;
create function formula_between(x numeric, low numeric, high numeric) returns boolean language plpgsql immutable strict parallel safe as $$
begin
  return x >= low and x <= high;
end $$;
create function formula_between(x text, low text, high text) returns boolean language plpgsql immutable strict parallel safe as $$
begin
  return x collate "C" >= low and x collate "C" <= high;
end $$;
create function formula_between(x timestamptz, low timestamptz, high timestamptz) returns boolean
language plpgsql immutable strict parallel safe as $$
begin
  return x >= low and x <= high;
end $$;
create function formula_between(x date, low date, high date) returns boolean language plpgsql immutable strict parallel safe as $$
begin
  return x >= low and x <= high;
end $$;
create function formula_between(x boolean, low boolean, high boolean) returns boolean language plpgsql immutable strict parallel safe as $$
begin
  return x >= low and x <= high;
end $$;
create function formula_find(part text, t text, start integer) returns integer language plpgsql immutable strict parallel safe as $$
declare at integer;
begin
  if part = '' or start < 1 then return null; end if;
  at := strpos(substr(t, start), part);
  return case when at > 0 then at + start - 1 end;
end $$;
create function formula_contains(t text, part text) returns boolean language plpgsql immutable strict parallel safe as $$
begin
  return part <> '' and strpos(t, part) > 0;
end $$;
create function formula_starts(t text, part text) returns boolean language plpgsql immutable strict parallel safe as $$
begin
  return part <> '' and starts_with(t, part);
end $$;
create function formula_ends(t text, part text) returns boolean language plpgsql immutable strict parallel safe as $$
begin
  return part <> '' and length(part) <= length(t) and right(t, length(part)) = part;
end $$;
create function formula_occurrences(t text, part text) returns integer language plpgsql immutable strict parallel safe as $$
begin
  return case when part = '' then 0 else (length(t) - length(replace(t, part, ''))) / length(part) end;
end $$;
create function formula_substitute(t text, old text, new text) returns text language plpgsql immutable strict parallel safe as $$
begin
  if old = '' then return t; end if;
  -- told beforehand, so that nothing huge is built
  if length(t) + formula_occurrences(t, old)::bigint * (length(new) - length(old)) > 32767 then return null; end if;
  return replace(t, old, new);
end $$;
create function formula_mid(t text, start integer, n integer) returns text language plpgsql immutable strict parallel safe as $$
begin
  return case when start >= 1 then substr(t, start, greatest(n, 0)) end;
end $$;
create function formula_replace(t text, start integer, n integer, new text) returns text language plpgsql immutable strict parallel safe as $$
begin
  return case when start >= 1 then left(t, start - 1) || new || substr(t, start + greatest(n, 0)) end;
end $$;
create function formula_rept(t text, n integer) returns text language plpgsql immutable strict parallel safe as $$
begin
  if n <= 0 or t = '' then return ''; end if;
  return case when length(t) * n::bigint <= 32767 then repeat(t, n) end;
end $$;
create function formula_pad(t text, n integer, fill text, is_left boolean) returns text language plpgsql immutable strict parallel safe as $$
begin
  if n > 32767 then return null; end if;
  if length(t) >= n or fill = '' then return t; end if;
  return case when is_left then lpad(t, n, fill) else rpad(t, n, fill) end;
end $$;
create function formula_split(t text, separator text, n integer) returns text language plpgsql immutable strict parallel safe as $$
begin
  return case when separator <> '' and n <> 0 then split_part(t, separator, n) end;
end $$;
create function formula_mask(t text, first integer, last integer) returns text language plpgsql immutable strict parallel safe as $$
declare a integer := greatest(first, 0); b integer := greatest(last, 0); hidden bigint := length(t)::bigint - a - b;
begin
  if hidden <= 0 then return repeat('*', length(t)); end if;
  return left(t, a) || repeat('*', hidden::integer) || case when b > 0 then right(t, b) else '' end;
end $$;
create function formula_char(code integer) returns text language plpgsql immutable strict parallel safe as $$
begin
  return case when code between 1 and 1114111 and code not between 55296 and 57343 then chr(code) end;
end $$;
create function formula_value(t text) returns numeric language plpgsql immutable strict parallel safe as $$
declare plain text := translate(t, U&' ,\\3000', '');
begin
  if length(plain) > 60 or plain !~ '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)$' then return null; end if;
  return formula_num(plain::numeric);
end $$;
create function formula_format_number(
  x numeric, whole_digits integer, least_decimals integer, most_decimals integer, grouped boolean, percent boolean, before text, after text
) returns text language plpgsql immutable strict parallel safe as $$
declare rounded numeric := round(case when percent then x * 100 else x end, most_decimals); digits text; kept text;
begin
  digits := ltrim(trunc(abs(rounded))::text, '0');
  if length(digits) < whole_digits then digits := lpad(digits, whole_digits, '0'); end if;
  if grouped then digits := regexp_replace(digits, '([0-9])(?=([0-9]{3})+$)', '\\1,', 'g'); end if;
  kept := case when most_decimals > 0 then split_part(abs(rounded)::text, '.', 2) else '' end;
  kept := left(kept, least_decimals) || rtrim(substr(kept, least_decimals + 1), '0');
  return case when rounded < 0 then '-' else '' end || before || digits || case when kept = '' then '' else '.' || kept end
    || case when percent then '%' else '' end || after;
end $$;
create function formula_rmb(amount numeric) returns text language plpgsql immutable strict parallel safe as $$
declare
  figures constant text := '零壹贰叁肆伍陆柒捌玖';
  cents text := trunc(round(abs(amount), 2) * 100)::text;
  yuan text; n integer; figure integer; place integer; gap boolean := false; t text := ''; jiao integer; fen integer;
begin
  if length(cents) < 3 then cents := lpad(cents, 3, '0'); end if;
  yuan := coalesce(nullif(ltrim(left(cents, -2), '0'), ''), '0');
  n := length(yuan);
  if n > 16 then return null; end if;
  jiao := left(right(cents, 2), 1)::integer;
  fen := right(cents, 1)::integer;
  if yuan <> '0' then
    for i in 1..n loop
      place := n - i;
      figure := substr(yuan, i, 1)::integer;
      if figure = 0 then
        gap := true;
      else
        if gap and t <> '' then t := t || '零'; end if;
        gap := false;
        t := t || substr(figures, figure + 1, 1) || (array['', '拾', '佰', '仟'])[place % 4 + 1];
      end if;
      if place % 4 = 0 and place > 0 and substr(yuan, greatest(1, i - 3), i - greatest(1, i - 3) + 1)::integer > 0 then
        t := t || case
          when place = 4 then '万' when place = 8 then '亿'
          when substr(yuan, n - 11, 4)::integer > 0 then '万' else '万亿' end;
      end if;
    end loop;
    t := t || '元';
  end if;
  if jiao > 0 then t := t || substr(figures, jiao + 1, 1) || '角'; end if;
  if fen > 0 then
    t := t || case when jiao = 0 and t <> '' then '零' else '' end || substr(figures, fen + 1, 1) || '分';
  else
    t := t || case when t = '' then '零元整' else '整' end;
  end if;
  return '人民币' || case when round(amount, 2) < 0 then '负' else '' end || t;
end $$;

create function formula_date_in_range(d date) returns date language plpgsql immutable strict parallel safe as $$
begin
  return case when d between date '0001-01-01' and date '9999-12-31' then d end;
end $$;
create function formula_ms(at timestamptz) returns numeric language plpgsql immutable strict parallel safe as $$
begin
  return round(extract(epoch from at) * 1000);
end $$;
create function formula_instant(ms numeric) returns timestamptz language plpgsql immutable strict parallel safe as $$
declare days numeric := floor(ms / 86400000);
begin
  -- 0001-01-02 to 9999-12-30 in UTC, so that every zone's reading has four digits of a year
  if days < -719161 or days >= 2932896 then return null; end if;
  return (date '1970-01-01' + days::integer + make_interval(secs => ((ms - days * 86400000) / 1000)::double precision)) at time zone 'UTC';
end $$;
create function formula_local(at timestamp, zone text) returns timestamptz language plpgsql immutable strict parallel safe as $$
begin
  return formula_instant(formula_ms(at at time zone zone));
end $$;
create function formula_add_days(d date, n numeric) returns date language plpgsql immutable strict parallel safe as $$
begin
  -- told before it is added, as dates themselves end somewhere
  return case when (d - date '1970-01-01') + trunc(n) between -719162 and 2932896 then d + trunc(n)::integer end;
end $$;
create function formula_add_ms(at timestamptz, n numeric, unit numeric, most numeric) returns timestamptz
language plpgsql immutable strict parallel safe as $$
begin
  return case when abs(n) < most then formula_instant(formula_ms(at) + round(n * unit)) end;
end $$;
create function formula_add_months(d date, n numeric) returns date language plpgsql immutable strict parallel safe as $$
begin
  if extract(year from d) * 12 + extract(month from d) - 1 + trunc(n) not between 12 and 119999 then return null; end if;
  return (d::timestamp + make_interval(months => trunc(n)::integer))::date;
end $$;
create function formula_between_ms(a timestamptz, b timestamptz, unit numeric) returns numeric language plpgsql immutable strict parallel safe as $$
begin
  return round(formula_div(formula_ms(b) - formula_ms(a), unit), 6);
end $$;
create function formula_date(y integer, m integer, d integer) returns date language plpgsql immutable strict parallel safe as $$
begin
  if y not between 1 and 9999 or m not between 1 and 12 or d not between 1 and 31 then return null; end if;
  if d > extract(day from make_date(y, m, 1)::timestamp + interval '1 month -1 day') then return null; end if;
  return make_date(y, m, d);
end $$;
create function formula_datetime(y integer, m integer, d integer, h integer, mi integer, s integer, zone text) returns timestamptz
language plpgsql immutable strict parallel safe as $$
begin
  if h not between 0 and 23 or mi not between 0 and 59 or s not between 0 and 59 then return null; end if;
  return formula_local(formula_date(y, m, d) + make_time(h, mi, s), zone);
end $$;
create function formula_datevalue(t text) returns date language plpgsql immutable strict parallel safe as $$
declare plain text := translate(t, U&' \\3000', ''); p text[];
begin
  p := coalesce(
    regexp_match(plain, '^([0-9]{4})([-/.])([0-9]{1,2})\\2([0-9]{1,2})$'),
    regexp_match(plain, '^([0-9]{4})(年)([0-9]{1,2})月([0-9]{1,2})日$'),
    regexp_match(plain, '^([0-9]{4})()([0-9]{2})([0-9]{2})$'));
  return formula_date(p[1]::integer, p[3]::integer, p[4]::integer);
end $$;
create function formula_months(a date, b date) returns integer language plpgsql immutable strict parallel safe as $$
begin
  if b < a then return -formula_months(b, a); end if;
  return ((extract(year from b) - extract(year from a)) * 12 + extract(month from b) - extract(month from a))::integer
    - case when extract(day from b) < extract(day from a) then 1 else 0 end;
end $$;
create function formula_month_end(d date) returns date language plpgsql immutable strict parallel safe as $$
begin
  return (date_trunc('month', d::timestamp) + interval '1 month -1 day')::date;
end $$;
create function formula_has_day(d date, sorted integer[]) returns boolean language plpgsql immutable strict parallel safe as $$
declare n integer := d - date '1970-01-01';
begin
  return width_bucket(n, sorted) > width_bucket(n - 1, sorted);
end $$;
create function formula_workdays_up_to(n integer, off_days integer[], extra_days integer[]) returns integer
language plpgsql immutable strict parallel safe as $$
begin
  -- 1970-01-01 was a Thursday; sorted arrays are searched by halves
  return floor((n + 3) / 7.0)::integer * 5 + least(5, (((n + 3) % 7) + 7) % 7 + 1) - width_bucket(n, off_days) + width_bucket(n, extra_days);
end $$;
create function formula_is_workday(d date, off_days integer[], extra_days integer[]) returns boolean
language plpgsql immutable strict parallel safe as $$
declare n integer := d - date '1970-01-01';
begin
  return formula_workdays_up_to(n, off_days, extra_days) > formula_workdays_up_to(n - 1, off_days, extra_days);
end $$;
create function formula_networkdays(a date, b date, off_days integer[], extra_days integer[]) returns integer
language plpgsql immutable strict parallel safe as $$
declare x integer := a - date '1970-01-01'; y integer := b - date '1970-01-01';
begin
  if x > y then return -formula_networkdays(b, a, off_days, extra_days); end if;
  return formula_workdays_up_to(y, off_days, extra_days) - formula_workdays_up_to(x - 1, off_days, extra_days);
end $$;
create function formula_workday(d date, days integer, off_days integer[], extra_days integer[]) returns date
language plpgsql immutable strict parallel safe as $$
declare n integer := d - date '1970-01-01'; wanted integer; low integer; high integer; middle integer;
begin
  if days = 0 then return d; end if;
  if abs(days) > 100000 then return null; end if;
  if days > 0 then
    wanted := formula_workdays_up_to(n, off_days, extra_days) + days;
    low := n + 1;
    high := n + 3 * days + 400;
  else
    wanted := formula_workdays_up_to(n - 1, off_days, extra_days) + days + 1;
    low := n + 3 * days - 400;
    high := n - 1;
  end if;
  while low < high loop
    middle := floor((low + high) / 2.0)::integer;
    if formula_workdays_up_to(middle, off_days, extra_days) >= wanted then high := middle; else low := middle + 1; end if;
  end loop;
  return formula_date_in_range(date '1970-01-01' + low);
end $$;
create function formula_join(list jsonb, separator text) returns text language plpgsql immutable strict parallel safe as $$
begin
  return (select string_agg(key, separator order by place) from jsonb_array_elements_text(list) with ordinality each(key, place));
end $$;
`;

export default {
  id: '0016-formula-functions',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(statements);
  },
};
