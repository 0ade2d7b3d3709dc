using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Architecture.Tests;

/// <summary>Reads a signature as the names of all types in it.</summary>
internal sealed class TypeNames : ISignatureTypeProvider<string[], object?>
{
    public static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        TypeReference type = reader.GetTypeReference(handle);
        string name = reader.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference) return NameOf(reader, (TypeReferenceHandle)type.ResolutionScope) + "+" + name;
        string space = reader.GetString(type.Namespace);
        return space.Length == 0 ? name : space + "." + name;
    }

    public static string NameOf(MetadataReader reader, TypeDefinitionHandle handle)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        string name = reader.GetString(type.Name);
        if (type.GetDeclaringType() is { IsNil: false } outer) return NameOf(reader, outer) + "+" + name;
        string space = reader.GetString(type.Namespace);
        return space.Length == 0 ? name : space + "." + name;
    }

    public string[] GetPrimitiveType(PrimitiveTypeCode typeCode) => [];

    public string[] GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => [NameOf(reader, handle)];

    public string[] GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => [NameOf(reader, handle)];

    public string[] GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public string[] GetGenericInstantiation(string[] genericType, ImmutableArray<string[]> typeArguments) =>
        [.. genericType, .. typeArguments.SelectMany(argument => argument)];

    public string[] GetFunctionPointerType(MethodSignature<string[]> signature) =>
        [.. signature.ReturnType, .. signature.ParameterTypes.SelectMany(parameter => parameter)];

    public string[] GetModifiedType(string[] modifier, string[] unmodifiedType, bool isRequired) => [.. unmodifiedType, .. modifier];

    public string[] GetArrayType(string[] elementType, ArrayShape shape) => elementType;

    public string[] GetSZArrayType(string[] elementType) => elementType;

    public string[] GetByReferenceType(string[] elementType) => elementType;

    public string[] GetPointerType(string[] elementType) => elementType;

    public string[] GetPinnedType(string[] elementType) => elementType;

    public string[] GetGenericMethodParameter(object? genericContext, int index) => [];

    public string[] GetGenericTypeParameter(object? genericContext, int index) => [];
}
