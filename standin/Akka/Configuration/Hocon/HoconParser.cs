namespace Akka.Configuration.Hocon;

/// <summary>
/// Reads HOCON: https://github.com/lightbend/config/blob/main/HOCON.md.
/// Of the whole language it lacks the environment and, without a callback, <c>include</c>.
/// </summary>
/// <remarks><c>${?x}</c>, <c>+=</c> and microseconds work here; Akka 1.5's own parser has none of the three.</remarks>
internal sealed class HoconParser
{
    private const string KeyStops = ".:={}[]\",#";
    private const string ValueStops = "$\"{}[]:=,#";

    private readonly HoconScanner _scanner;
    private readonly Func<string, HoconRoot> _include;

    private HoconParser(string text, Func<string, HoconRoot> include)
    {
        _scanner = new HoconScanner(text);
        _include = include;
    }

    public static HoconRoot Parse(string text, Func<string, HoconRoot> include)
    {
        var root = new HoconParser(text, include).Root();
        new HoconResolver(root).Resolve();
        return new HoconRoot(new HoconValue(root));
    }

    private HoconObject Root()
    {
        _scanner.SkipToContent();
        var braced = _scanner.TryTake("{");
        var root = new HoconObject();
        Members(root, []);
        if (braced)
            _scanner.Take("}");
        _scanner.SkipToContent();
        return _scanner.AtEnd ? root : throw _scanner.Unexpected("The end was expected");
    }

    private void Members(HoconObject owner, List<string> path)
    {
        while (true)
        {
            _scanner.SkipToContent();
            if (_scanner.AtEnd || _scanner.Peek() == '}')
                return;
            if (_scanner.At("include") && char.IsWhiteSpace(_scanner.Peek("include".Length)))
                Include(owner);
            else
                Member(owner, path);
        }
    }

    private void Member(HoconObject owner, List<string> path)
    {
        var keys = Keys();
        List<string> full = [.. path, .. keys];
        _scanner.SkipToContent();
        HoconValue value;
        if (_scanner.Peek() == '{')
            value = Object(full);
        else if (_scanner.TryTake("+="))
            value = WithComma(Appended(full));
        else if (_scanner.TryTake("=") || _scanner.TryTake(":"))
            value = WithComma(Value(full));
        else
            throw _scanner.Unexpected($"= or {{ was expected after {string.Join('.', keys)}");

        for (var i = keys.Count - 1; i > 0; i--)
        {
            var holder = new HoconObject();
            holder.Items[keys[i]] = value;
            value = new HoconValue(holder);
        }

        owner.Put(keys[0], value);
    }

    // As in Akka 1.5: one comma, behind a value and on its line; none behind the object of `key { … }`.
    private HoconValue WithComma(HoconValue value)
    {
        _scanner.TryTake(",");
        return value;
    }

    private List<string> Keys()
    {
        var keys = new List<string>();
        do
            keys.Add(Key());
        while (_scanner.TryTake("."));
        return keys;
    }

    // A key may have blanks inside: `a b = 1`.
    private string Key()
    {
        _scanner.TakeBlanks();
        if (_scanner.Peek() == '"')
        {
            var quoted = _scanner.TakeQuoted();
            _scanner.TakeBlanks();
            return quoted;
        }

        var key = "";
        for (var part = _scanner.TakeUnquoted(KeyStops); part.Length > 0; part = _scanner.TakeUnquoted(KeyStops))
            key += part + _scanner.TakeBlanks();
        return key.Length > 0 ? key.TrimEnd() : throw _scanner.Unexpected("A key was expected");
    }

    // a += b is a = ${?a} [b].
    private HoconValue Appended(List<string> path)
    {
        var self = new HoconReference(string.Join('.', path.Select(key => $"\"{key}\"")), Optional: true);
        var addition = new HoconValue(new List<HoconValue> { Value(path) });
        return new HoconValue(new HoconDeferred([self, addition]));
    }

    private HoconValue Value(List<string> path)
    {
        _scanner.SkipToContent();
        var pieces = new List<object>();
        while (Piece(path) is { } piece)
        {
            pieces.Add(piece);
            if (_scanner.TakeBlanks() is { Length: > 0 } blanks)
                pieces.Add(new HoconText(blanks, Quoted: false));
        }

        if (pieces.Count == 0)
            throw _scanner.Unexpected("A value was expected");
        if (pieces[^1] is HoconText { IsBlank: true })
            pieces.RemoveAt(pieces.Count - 1);
        return pieces.Exists(MustWait)
            ? new HoconValue(new HoconDeferred(pieces))
            : new HoconValue(HoconResolver.Concatenated(pieces));
    }

    private static bool MustWait(object piece) => piece is HoconReference or HoconValue { Deferred: not null };

    private object Piece(List<string> path)
    {
        if (_scanner.AtEnd || _scanner.AtComment)
            return null;
        switch (_scanner.Peek())
        {
            case '\n' or ',' or '}' or ']':
                return null;
            case '"':
                return new HoconText(_scanner.TakeQuoted(), Quoted: true);
            case '{':
                return Object(path);
            case '[':
                return Array(path);
            case '$' when _scanner.Peek(1) == '{':
                return Reference();
        }

        var text = _scanner.TakeUnquoted(ValueStops);
        return text.Length > 0 ? new HoconText(text, Quoted: false) : throw _scanner.Unexpected("A value was expected");
    }

    private HoconValue Object(List<string> path)
    {
        _scanner.Take("{");
        var value = new HoconObject();
        Members(value, path);
        _scanner.Take("}");
        return new HoconValue(value);
    }

    private HoconValue Array(List<string> path)
    {
        _scanner.Take("[");
        var items = new List<HoconValue>();
        for (_scanner.SkipToContent(); !_scanner.TryTake("]"); _scanner.SkipToContent())
        {
            items.Add(Value(path));
            _scanner.TryTake(",");
        }

        return new HoconValue(items);
    }

    private HoconReference Reference()
    {
        _scanner.Take("${");
        var optional = _scanner.TryTake("?");
        var path = _scanner.TakeWhile(c => c is not '}' and not '\n').Trim();
        _scanner.Take("}");
        return new HoconReference(path, optional);
    }

    private void Include(HoconObject owner)
    {
        _scanner.Skip("include".Length);
        _scanner.TakeBlanks();
        var name = _scanner.TakeQuoted();
        if (_include == null)
            throw new ConfigurationException($"include \"{name}\" needs a callback that reads it.");
        owner.PutAll(_include(name).Value.GetObject());
    }
}
