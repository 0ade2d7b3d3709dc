using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Architecture.Tests;

/// <summary>A method's code uses a member or a type of another place.</summary>
/// <param name="Type">The using type, nested ones as <c>Outer+Inner</c>.</param>
/// <param name="Method">The using method.</param>
/// <param name="UsedType">The used type's full name.</param>
/// <param name="UsedMember">The used member; empty: the type itself, in a signature or a field.</param>
internal sealed record Use(string Type, string Method, string UsedType, string UsedMember);

/// <summary>What an assembly's types use: read from its metadata and IL, so nothing is loaded and nothing escapes by being private.</summary>
internal sealed class Il : IDisposable
{
    private static readonly OpCode[] Codes = [.. typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!)];
    private static readonly Dictionary<short, OpCode> ByValue = Codes.ToDictionary(code => code.Value);

    private readonly PEReader _file;
    private readonly MetadataReader _reader;
    private readonly TypeNames _names = new();

    public Il(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        _reader = _file.GetMetadataReader();
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Everything that types use, with what compilers made of them (lambdas, iterators) counted as theirs.</summary>
    public IEnumerable<Use> Uses() => _reader.TypeDefinitions.SelectMany(handle => Uses(handle));

    private IEnumerable<Use> Uses(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _reader.GetTypeDefinition(handle);
        string name = NameOf(handle);
        foreach (FieldDefinitionHandle field in type.GetFields())
        {
            FieldDefinition definition = _reader.GetFieldDefinition(field);
            foreach (string used in definition.DecodeSignature(_names, null)) yield return new Use(name, _reader.GetString(definition.Name), used, "");
        }
        foreach (MethodDefinitionHandle method in type.GetMethods())
        {
            MethodDefinition definition = _reader.GetMethodDefinition(method);
            string caller = _reader.GetString(definition.Name);
            MethodSignature<string[]> signature = definition.DecodeSignature(_names, null);
            foreach (string used in signature.ParameterTypes.Append(signature.ReturnType).SelectMany(names => names)) yield return new Use(name, caller, used, "");
            if (definition.RelativeVirtualAddress == 0) continue;
            foreach (EntityHandle token in Tokens(_file.GetMethodBody(definition.RelativeVirtualAddress).GetILBytes()!))
            {
                if (Resolve(token) is var (usedType, member)) yield return new Use(name, caller, usedType, member);
            }
        }
    }

    private static IEnumerable<EntityHandle> Tokens(byte[] il)
    {
        for (int at = 0; at < il.Length;)
        {
            short value = il[at++];
            if (value == 0xFE) value = (short)(0xFE00 | il[at++]);
            OpCode code = ByValue[value];
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
                yield return MetadataTokens.EntityHandle(BitConverter.ToInt32(il, at));
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, at),
                _ => 4,
            };
        }
    }

    private (string Type, string Member)? Resolve(EntityHandle token)
    {
        switch (token.Kind)
        {
            case HandleKind.MethodSpecification:
                return Resolve(_reader.GetMethodSpecification((MethodSpecificationHandle)token).Method);
            case HandleKind.MemberReference:
                MemberReference member = _reader.GetMemberReference((MemberReferenceHandle)token);
                return (NameOf(member.Parent), _reader.GetString(member.Name));
            case HandleKind.MethodDefinition:
                MethodDefinition method = _reader.GetMethodDefinition((MethodDefinitionHandle)token);
                return (NameOf(method.GetDeclaringType()), _reader.GetString(method.Name));
            case HandleKind.FieldDefinition:
                FieldDefinition field = _reader.GetFieldDefinition((FieldDefinitionHandle)token);
                return (NameOf(field.GetDeclaringType()), _reader.GetString(field.Name));
            case HandleKind.TypeReference or HandleKind.TypeDefinition or HandleKind.TypeSpecification:
                return (NameOf(token), "");
            default:
                return null;
        }
    }

    private string NameOf(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeReference => TypeNames.NameOf(_reader, (TypeReferenceHandle)handle),
        HandleKind.TypeDefinition => TypeNames.NameOf(_reader, (TypeDefinitionHandle)handle),
        HandleKind.TypeSpecification => _reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_names, null).FirstOrDefault(""),
        _ => "",
    };
}
